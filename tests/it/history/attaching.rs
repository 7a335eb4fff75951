//! What hangs on messages: its bytes are read where the model has them, and nowhere else.

use super::{Told, model::file_name};
use crate::harness::{Parts, Person, Spark, eventually, shelf};
use futures_util::future::join_all;
use proptest::prop_assert_eq;
use serde_json::{Value, json};
use std::collections::HashMap;

pub struct Attaching {
    /// A server beside, that takes away when it is told to.
    parts: Parts,
    spark_files: spark::files::FilesAddress,
    address: spark::store::Address,
    /// The ids of what was uploaded for a call.
    uploads: HashMap<String, Vec<Value>>,
}

impl Attaching {
    pub async fn begins(spark: &Spark) -> Self {
        let config = spark.config();
        let (spark_files, address) = (config.files.files_url.clone(), config.database.database_url.clone());
        Self { parts: spark.in_parts().await, spark_files, address, uploads: HashMap::new() }
    }

    /// Somebody uploads what a call is to send.
    pub async fn uploads(&mut self, person: &Person, call: &str, files: &[String]) {
        let uploads = join_all(files.iter().map(async |text| person.uploads(&file_name(text), text).await)).await;
        self.uploads.insert(call.to_owned(), uploads.into_iter().map(|mut upload| upload["id"].take()).collect());
    }

    /// What a call sends.
    pub fn of(&self, call: &str) -> &[Value] {
        self.uploads.get(call).map_or(&[], Vec::as_slice)
    }

    /// Where somebody reads the files of a message.
    pub async fn addresses(person: &Person, message: &str) -> Vec<String> {
        let query = "query($id: ID!) { node(id: $id) { ... on Message { attachments { url } } } }";
        let node = person.reads(query, json!({"id": message})).await["node"].clone();
        let files = node["attachments"].as_array().into_iter().flatten();
        files.map(|file| file["url"].as_str().unwrap().to_owned()).collect()
    }

    /// Nothing is read there any more.
    pub async fn are_gone(person: &Person, addresses: &[String]) -> Told {
        for address in addresses {
            prop_assert_eq!(person.http.get(address).send().await.unwrap().status().as_u16(), 404, "{}", address);
        }
        Ok(())
    }

    /// The bytes are those of the file, which is called by them. What is shown of it but for its address.
    pub async fn reads(person: &Person, attachments: &Value) -> Result<Value, proptest::test_runner::TestCaseError> {
        let mut shown = attachments.clone();
        for file in shown.as_array_mut().unwrap() {
            let file = file.as_object_mut().unwrap();
            let address = file.remove("url").unwrap();
            let answer = person.http.get(address.as_str().unwrap()).send().await.unwrap();
            prop_assert_eq!(answer.status().as_u16(), 200, "{}", address);
            let text = answer.text().await.unwrap();
            prop_assert_eq!(json!(file_name(&text)), file["name"].clone());
        }
        Ok(shown)
    }

    /// What nothing shows any more is taken away, and of all else the bytes are there.
    pub async fn agrees(&self) {
        eventually("rows and objects that agree", async || {
            self.parts.app.actions.take_dying_files_away().await.unwrap();
            let there = shelf::objects(&self.spark_files).await;
            let mut known: Vec<_> =
                self.address.list_files().await.unwrap().into_iter().map(|file| file.object).collect();
            known.sort();
            if there == known { Ok(()) } else { Err((there, known)) }
        })
        .await;
    }
}
