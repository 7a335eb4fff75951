//! Pages by the Relay specification: `first` or `last`, 1 to 200, 50 by default.

use crate::{
    domain::refusal::Refusal,
    graphql::types::list::List,
    ids::Seq,
    store::page::{Page, Window},
};
use async_graphql::{Object, OutputType, SimpleObject, TypeName};
use std::{borrow::Cow, str::FromStr};

/// The most that a page holds.
pub const MAX_PAGE: i32 = 200;
/// The longest cursor, in bytes: a name of the most letters there are.
const MAX_CURSOR: usize = 400;
/// What a page holds when nothing is said.
pub const DEFAULT_PAGE: i32 = 50;

/// The text of a cursor is no place of the list that is asked for.
pub struct NotACursor;

/// Where a page stands in its list.
#[derive(SimpleObject, Clone, Debug)]
pub struct PageInfo {
    /// Whether the list goes on after this page: ask with `after` and `endCursor`.
    pub has_next_page: bool,
    /// Whether the list has items before this page: ask with `before` and `startCursor`.
    pub has_previous_page: bool,
    /// The cursor of the first item. Null when the page is empty.
    pub start_cursor: Option<String>,
    /// The cursor of the last item. Null when the page is empty.
    pub end_cursor: Option<String>,
}

// By `SimpleObject` the path of an error further down would end at the fields of these.

#[derive(Clone)]
pub struct Edge<T: OutputType> {
    pub cursor: String,
    pub node: T,
}

/// An item of a page, with its place in the list.
#[Object(name_type)]
impl<T: OutputType> Edge<T> {
    /// The place of the item, to pass as `after` or `before`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The item itself.
    async fn node(&self) -> &T {
        &self.node
    }
}

pub struct Connection<T: OutputType> {
    pub edges: List<Edge<T>>,
    pub nodes: List<T>,
    pub page_info: PageInfo,
}

/// A page of a list, by the Relay specification.
#[Object(name_type)]
impl<T: OutputType> Connection<T> {
    /// The items of the page with their cursors.
    async fn edges(&self) -> &List<Edge<T>> {
        &self.edges
    }

    /// The items of the page without their cursors.
    async fn nodes(&self) -> &List<T> {
        &self.nodes
    }

    /// Where the page stands in its list.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }
}

pub struct CountedConnection<T: OutputType> {
    pub edges: List<Edge<T>>,
    pub nodes: List<T>,
    pub page_info: PageInfo,
    pub total_count: i64,
}

/// A page of a list, by the Relay specification, with the length of the list.
#[Object(name_type)]
impl<T: OutputType> CountedConnection<T> {
    /// The items of the page with their cursors.
    async fn edges(&self) -> &List<Edge<T>> {
        &self.edges
    }

    /// The items of the page without their cursors.
    async fn nodes(&self) -> &List<T> {
        &self.nodes
    }

    /// Where the page stands in its list.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// How many items the whole list has, not only this page.
    async fn total_count(&self) -> i64 {
        self.total_count
    }
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

impl<T: OutputType> TypeName for CountedConnection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

impl<T: OutputType + Clone> Connection<T> {
    /// Shows a page; `cursor` names an item's place.
    pub fn new<I>(page: Page<I>, cursor: impl Fn(&I) -> String, show: impl Fn(I) -> T) -> Self {
        let mut edges = Vec::with_capacity(page.items.len());
        for item in page.items {
            edges.push(Edge { cursor: cursor(&item), node: show(item) });
        }
        let page_info = PageInfo {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        };
        Self { nodes: edges.iter().map(|edge| edge.node.clone()).collect(), edges: List(edges), page_info }
    }

    /// The same with the length of the whole list.
    pub fn counted(self, total_count: i64) -> CountedConnection<T> {
        CountedConnection { edges: self.edges, nodes: self.nodes, page_info: self.page_info, total_count }
    }
}

/// The arguments of a page, as they came.
pub struct PageArgs {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

impl PageArgs {
    /// Those of a list that is only read forward.
    pub fn forward(first: Option<i32>, after: Option<String>) -> Self {
        Self { first, after, last: None, before: None }
    }

    /// The window they ask for; without `first` or `last`, `newest` says which end of the list is meant.
    pub fn window<K: FromStr>(self, newest: bool, max: i32, default: i32) -> Result<Window<K>, Refusal> {
        if self.first.is_some() && self.last.is_some() {
            return Err(Refusal::bad_request("Use first or last, not both."));
        }
        let size = self.first.or(self.last).unwrap_or(default);
        if !(1..=max).contains(&size) {
            return Err(Refusal::bad_request(format!("A page has 1 to {max} items.")));
        }
        let key = |cursor: Option<String>| {
            let none = || Refusal::bad_request("This cursor is none of this list.");
            cursor.map(|text| text.parse().ok().filter(|_| text.len() <= MAX_CURSOR).ok_or_else(none)).transpose()
        };
        let backward = match (self.first, self.last) {
            (None, None) => newest && self.after.is_none(),
            (_, last) => last.is_some(),
        };
        Ok(Window { after: key(self.after)?, before: key(self.before)?, size: size.unsigned_abs() as usize, backward })
    }

    /// The window on a list that is ordered by number.
    pub fn by_seq(self, newest: bool) -> Result<Window<Seq>, Refusal> {
        self.window(newest, MAX_PAGE, DEFAULT_PAGE)
    }
}
