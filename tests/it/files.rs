//! Files: pictures and whatever else hangs on messages.

mod attacks;
mod avatars;
mod doors;
mod forms;
mod kills;
mod links;
mod races;
mod sending;
mod standing;

use crate::harness::{Person, Spark, shelf};
use serde_json::{Value, json};
use spark::ids::UserId;

/// What the doctor says of it.
async fn nothing_wrong(spark: &Spark) {
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}

/// What a mutation that is refused says: the code, the problem, the path, and the limit.
async fn refused(person: &Person, mutation: &str, input: Value) -> [Value; 4] {
    let of_input = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!(
        "mutation($input: {of_input}!) {{ {mutation}(input: $input) {{ error {{ code problem path limit }} }} }}"
    );
    let error = person.reads(&query, json!({"input": input})).await[mutation]["error"].clone();
    ["code", "problem", "path", "limit"].map(|field| error[field].clone())
}

/// How many bytes of somebody stand.
async fn bytes_of(spark: &Spark, person: &Person) -> i64 {
    let user = person.id.parse::<UserId>().unwrap().0;
    let sum = format!(
        "SELECT CAST(COALESCE(sum(byte_size), 0) AS BIGINT) FROM files WHERE user_id = {user} AND state <> 'DYING'"
    );
    spark.database.number(&sum).await
}

/// The names of what lies in the store.
async fn objects(spark: &Spark) -> Vec<String> {
    shelf::objects(&spark.config().files.files_url).await
}
