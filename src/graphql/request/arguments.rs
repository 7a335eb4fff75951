//! The rules that arguments keep beyond their types: sizes of pages, numbers, lengths of lists. They are checked before
//! anything runs, by the same functions with which the resolvers read the arguments.

use super::collect::Collected;
use crate::{
    domain::refusal::Refusal,
    graphql::{
        bounds::{MAX_CURSORS, MAX_ROOMS, check_from, check_list},
        load::around::Around,
        operations::sync::{DEFAULT_MEMBERSHIPS, MAX_MEMBERSHIPS},
        types::{
            announcement,
            connection::{DEFAULT_PAGE, MAX_PAGE, PageArgs},
            room_list,
            user::NameKey,
        },
    },
    ids::Seq,
    store::invites::MAX_LISTED,
};
use async_graphql::Value;

/// A field that returns a page of a list.
pub(super) struct Paged {
    object: &'static str,
    field: &'static str,
    /// How many items a page has without `first` and `last`; and the most that it may have.
    pub default: i32,
    pub max: i32,
    /// What it costs to find out which items these are, in nodes.
    pub finding: u64,
    /// Checks the arguments: sizes, and whether a cursor is one of this list.
    check: fn(PageArgs, &Paged) -> Result<(), Refusal>,
}

const fn paged(object: &'static str, field: &'static str, check: fn(PageArgs, &Paged) -> Result<(), Refusal>) -> Paged {
    Paged { object, field, default: DEFAULT_PAGE, max: MAX_PAGE, finding: 0, check }
}

/// Every field that returns a page. A test compares this list with the schema.
const PAGES: [Paged; 11] = [
    paged("Query", "users", window::<NameKey>),
    paged("Query", "publicRooms", window::<Seq>),
    paged("Query", "memberships", window::<room_list::Place>),
    // Somebody in thousands of rooms who looks for what others say a lot: some 40 ms.
    Paged { finding: 400, ..paged("Query", "searchMessages", window::<Seq>) },
    paged("Query", "announcements", window::<announcement::Place>),
    paged("Query", "sync", window::<Seq>),
    // All its rooms share one page.
    paged("Query", "syncRooms", window::<Seq>),
    Paged {
        default: DEFAULT_MEMBERSHIPS,
        max: MAX_MEMBERSHIPS,
        ..paged("LoginSync", "memberships", window::<room_list::Place>)
    },
    paged("Room", "members", window::<Seq>),
    paged("Room", "messages", window::<Seq>),
    paged("Message", "replies", window::<Seq>),
];

fn window<K: std::str::FromStr>(args: PageArgs, page: &Paged) -> Result<(), Refusal> {
    args.window::<K>(false, page.max, page.default).map(drop)
}

/// The page of a field. `None` when it returns no page.
pub(super) fn page(field: &Collected) -> Option<&'static Paged> {
    PAGES.iter().find(|page| field.name == page.field && field.object == page.object)
}

impl Paged {
    /// How many items a field asks for. Its arguments were checked before.
    pub fn size(&self, field: &Collected) -> u64 {
        let args = args(field);
        args.first.or(args.last).and_then(|size| u64::try_from(size).ok()).unwrap_or(self.default.unsigned_abs().into())
    }
}

/// The most items of a list that is not read by pages, but whose items may have pages inside.
pub(super) fn whole_list(field: &Collected) -> Option<u64> {
    match (field.object.as_str(), field.name.as_str()) {
        ("Query", "invites") => Some(MAX_LISTED.unsigned_abs()),
        _ => None,
    }
}

/// Refuses arguments with which the resolver of a field would only fail.
pub(super) fn check(field: &Collected) -> Result<(), Refusal> {
    if let Some(page) = page(field) {
        (page.check)(args(field), page)?;
    }
    match (field.object.as_str(), field.name.as_str()) {
        ("Room", "messages") => match field.argument("around").and_then(whole) {
            Some(seq) => Around::new(seq, args(field)).map(drop),
            None => Ok(()),
        },
        ("Query", "sync") => check_from(field.argument("fromSeq").and_then(whole).unwrap_or(1)),
        ("Query", "syncRooms") => check_cursors(field.argument("cursors"), MAX_CURSORS),
        ("Subscription", "roomEvents") => {
            check_list(items(field.argument("roomIds")).len(), MAX_ROOMS)?;
            check_cursors(field.argument("resume"), MAX_ROOMS)
        }
        _ => Ok(()),
    }
}

fn check_cursors(cursors: Option<&Value>, most: usize) -> Result<(), Refusal> {
    let cursors = items(cursors);
    check_list(cursors.len(), most)?;
    cursors.iter().try_for_each(|cursor| match cursor {
        Value::Object(cursor) => check_from(cursor.get("fromSeq").and_then(whole).unwrap_or(1)),
        _ => Ok(()),
    })
}

/// The items of a list. Empty when the list is absent.
pub(super) fn items(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn args(field: &Collected) -> PageArgs {
    let number = |name| field.argument(name).and_then(whole).and_then(|number| i32::try_from(number).ok());
    let text = |name| match field.argument(name) {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    PageArgs { first: number("first"), after: text("after"), last: number("last"), before: text("before") }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::request::schema::RequestSchema;
    use apollo_compiler::schema::ExtendedType;

    #[test]
    fn every_page_of_the_schema_is_judged() {
        let schema = RequestSchema::parse(&crate::graphql::sdl()).unwrap();
        let mut found = Vec::new();
        for (name, definition) in &schema.schema.types {
            let ExtendedType::Object(object) = definition else { continue };
            for field in object.fields.values() {
                if field.argument_by_name("first").is_some() {
                    found.push((name.as_str(), field.name.as_str()));
                }
            }
        }
        let mut listed: Vec<_> = PAGES.iter().map(|page| (page.object, page.field)).collect();
        found.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, found);
    }
}
