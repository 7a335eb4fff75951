//! Requests with files: as clients send them, and as none should.

use super::{Person, person::fresh};
use serde_json::{Value, json};

/// What stands between the parts.
const BOUNDARY: &str = "----between-the-parts";

/// Uploads one file.
pub const UPLOAD: &str = "mutation($input: UploadAttachmentInput!) { uploadAttachment(input: $input) {
    action error { code message path problem limit retryAfterMs } clientMutationId
    attachment { id kind name mediaType byteSize url urlExpiresAt
      image { width height thumbHash small: thumbnailUrl(longEdge: 1) large: thumbnailUrl(longEdge: 9000) } } } }";

/// A form, part by part.
#[derive(Clone, Default)]
pub struct Form(Vec<u8>);

impl Form {
    /// Its `Content-Type`.
    pub fn content_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// A form that begins as it should.
    #[expect(clippy::needless_pass_by_value, reason = "a story writes them where they stand")]
    pub fn asks(query: &str, variables: Value, map: Value) -> Self {
        let operations = json!({"query": query, "variables": variables});
        Self::default().text("operations", &operations.to_string()).text("map", &map.to_string())
    }

    /// An upload of one file, whole but for its end.
    pub fn upload(input: Value, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        Self::begins_upload(input).file("0", name, bytes)
    }

    /// The same without the file.
    pub fn begins_upload(mut input: Value) -> Self {
        input["file"] = Value::Null;
        Self::asks(UPLOAD, json!({"input": input}), json!({"0": ["variables.input.file"]}))
    }

    /// A part that is a text.
    pub fn text(self, name: &str, text: &str) -> Self {
        self.part(format!("Content-Disposition: form-data; name=\"{name}\""), text)
    }

    /// A part that is a file.
    pub fn file(self, part: &str, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"");
        self.part(format!("{head}\r\nContent-Type: application/octet-stream"), bytes)
    }

    /// A part with whatever head.
    pub fn part(mut self, head: impl AsRef<[u8]>, bytes: impl AsRef<[u8]>) -> Self {
        for piece in [b"--", BOUNDARY.as_bytes(), b"\r\n", head.as_ref(), b"\r\n\r\n", bytes.as_ref(), b"\r\n"] {
            self.0.extend_from_slice(piece);
        }
        self
    }

    /// The end, and all of it.
    pub fn end(mut self) -> Vec<u8> {
        self.0.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.0
    }

    /// What there is, without an end.
    pub fn unended(self) -> Vec<u8> {
        self.0
    }
}

impl Person {
    /// Sends a form; the status, and the whole answer.
    pub async fn posts(&self, form: Form) -> (u16, Value) {
        self.posts_bytes(form.end()).await
    }

    /// The same of any bytes.
    pub async fn posts_bytes(&self, bytes: Vec<u8>) -> (u16, Value) {
        let request = self.http.post(format!("{}/graphql", self.url)).bearer_auth(&self.token);
        let answer = request.header("content-type", Form::content_type()).body(bytes).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Uploads a file; the payload, whatever it says.
    pub async fn tries_to_upload(&self, input: Value, name: &str, bytes: impl AsRef<[u8]>) -> Value {
        let (status, answer) = self.posts(Form::upload(input, name, bytes)).await;
        assert_eq!(status, 200, "{answer}");
        answer["data"]["uploadAttachment"].clone()
    }

    /// Uploads a file; the attachment.
    pub async fn uploads(&self, name: &str, bytes: impl AsRef<[u8]>) -> Value {
        let payload = self.tries_to_upload(json!({"clientMutationId": fresh()}), name, bytes).await;
        assert_eq!(payload["action"], "COMMIT", "{payload}");
        payload["attachment"].clone()
    }

    /// Sends uploads, and gives the message.
    pub async fn sends_files(&self, room: &str, body: &str, attachments: &[&Value]) -> Value {
        let ids: Vec<_> = attachments.iter().map(|attachment| &attachment["id"]).collect();
        let input = json!({"roomId": room, "body": body, "attachmentIds": ids, "clientMutationId": fresh()});
        let shows = "seq message { id seq body attachments { id kind name mediaType byteSize url } }";
        self.does("sendMessage", input, shows).await["message"].clone()
    }
}
