//! Whoever searches finds what the model has: every text of their rooms that has the words, and nothing else.

use super::{Told, model};
use crate::harness::{Person, person::Room};
use proptest::prop_assert_eq;
use serde_json::{Value, json};
use spark::domain::words::{terms, tokens};
use std::collections::{BTreeSet, HashMap};

/// Compares what a person finds by each text that there is or was.
pub async fn compares(
    who: usize,
    person: &Person,
    rooms: &[Room],
    models: &[model::Room],
    ids: &HashMap<(usize, i64), String>,
    bodies: &BTreeSet<String>,
) -> Told {
    for query in bodies {
        let asked = terms(query);
        let mut expected = BTreeSet::new();
        for (n, room) in models.iter().enumerate().filter(|(_, room)| room.members.contains_key(&who)) {
            let found = room.texts().filter(|(_, message)| {
                let tokens = tokens(&message.body);
                message.deleted.is_none() && asked.iter().all(|term| tokens.contains(term))
            });
            expected.extend(found.map(|(seq, _)| (rooms[n].clone(), seq, ids[&(n, seq)].clone())));
        }
        let search = "query($query: String!) { searchMessages(query: $query, first: 200) {
            nodes { id seq room { id } } edges { cursor } } }";
        let page = person.reads(search, json!({"query": query})).await["searchMessages"].clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let nodes = page["nodes"].as_array().unwrap();
        let found = nodes.iter().map(|node| (text(&node["room"]["id"]), node["seq"].as_i64().unwrap(), text(&node["id"])));
        let found: Vec<_> = found.collect();
        prop_assert_eq!(&found.iter().cloned().collect::<BTreeSet<_>>(), &expected, "{} looks for {:?}", who, query);
        prop_assert_eq!(found.len(), expected.len(), "each once");
        let places: Vec<i64> =
            page["edges"].as_array().unwrap().iter().map(|edge| text(&edge["cursor"]).parse().unwrap()).collect();
        prop_assert_eq!(places.is_sorted_by(|later, earlier| later > earlier), true, "{:?}", places);
    }
    Ok(())
}
