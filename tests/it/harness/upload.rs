//! Files that a story needs: pictures, and uploads beside the doors.

use super::{Form, Parts, Person, person::fresh};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use spark::{
    actions::{Actor, uploads::Uploaded},
    domain::refusal::Refusal,
    files::ReceivedFile,
    ids::{SessionId, UserId},
    store::Request,
};
use std::{io::Cursor, sync::Arc};

const AVATAR: &str = "mutation($input: UpdateAvatarInput!) { updateAvatar(input: $input) {
    action error { code message path problem limit } user { id avatarUrl } } }";

/// A picture of one colour, as PNG.
pub fn picture(width: u32, height: u32, red: u8) -> Vec<u8> {
    let image = RgbImage::from_pixel(width, height, Rgb([red, 80, 160]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(image).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

impl Person {
    /// Shows a file as their picture; the payload, whatever it says.
    pub async fn tries_to_show(&self, mut input: Value, bytes: impl AsRef<[u8]>) -> Value {
        input["file"] = Value::Null;
        let form = Form::asks(AVATAR, json!({"input": input}), json!({"0": ["variables.input.file"]}));
        let (status, answer) = self.posts(form.file("0", "me.png", bytes)).await;
        assert_eq!(status, 200, "{answer}");
        answer["data"]["updateAvatar"].clone()
    }

    /// Shows a picture of one colour; where it is.
    pub async fn shows_picture(&self, red: u8) -> Value {
        let payload = self.tries_to_show(json!({"clientMutationId": fresh()}), picture(300, 400, red)).await;
        assert_eq!(payload["action"], "COMMIT", "{payload}");
        payload["user"]["avatarUrl"].clone()
    }
}

impl Parts {
    /// A file that came.
    pub async fn receives(&self, bytes: &[u8]) -> Arc<ReceivedFile> {
        let mut receiving = self.app.files.receive().unwrap();
        receiving.write(bytes).await.unwrap();
        Arc::new(receiving.finish(Some("a.bin".to_owned())).await.unwrap())
    }

    /// Uploads beside the doors, which ask for room of their own. With an id it can be repeated.
    pub async fn uploads(&self, person: &Person, id: Option<&str>, bytes: &[u8]) -> Result<Uploaded, Refusal> {
        let file = self.receives(bytes).await;
        let actor = acts(person, id, "uploadAttachment");
        self.app.actions.upload_attachment(&actor, file, None).await.map(|done| done.answer)
    }

    /// Shows a picture, the same way.
    pub async fn shows(&self, person: &Person, id: Option<&str>, bytes: &[u8]) -> Result<(), Refusal> {
        let file = self.receives(bytes).await;
        self.app.actions.update_avatar(&acts(person, id, "updateAvatar"), Some(file)).await.map(drop)
    }
}

fn acts(person: &Person, id: Option<&str>, mutation: &str) -> Actor {
    let user: UserId = person.id.parse().unwrap();
    let request = id.map(|id| Request::new(user, id.to_owned(), mutation, ""));
    Actor { user, session: SessionId(0), request }
}
