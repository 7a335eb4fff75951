//! A window on an ordered list: what the arguments `first after last before` ask for.

/// Keys are exclusive; without them the list's ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window<K> {
    /// Only what comes after it.
    pub after: Option<K>,
    /// Only what comes before it.
    pub before: Option<K>,
    /// How many the reader wants.
    pub size: usize,
    /// From the end backward.
    pub backward: bool,
}

impl<K> Window<K> {
    /// The same window with its keys in another form.
    pub fn map<L>(self, map: impl Fn(K) -> L) -> Window<L> {
        let Self { after, before, size, backward } = self;
        Window { after: after.map(&map), before: before.map(&map), size, backward }
    }

    /// One more than wanted: whether it comes tells whether there is more.
    pub fn fetch(&self) -> i64 {
        i64::try_from(self.size + 1).unwrap_or(i64::MAX)
    }

    /// Makes a page of what `fetch` brought, in the list's own order.
    pub fn page<T>(&self, mut items: Vec<T>) -> Page<T> {
        let more = items.len() > self.size;
        items.truncate(self.size);
        if self.backward {
            items.reverse();
            Page { items, has_next: self.before.is_some(), has_previous: more }
        } else {
            Page { items, has_next: more, has_previous: self.after.is_some() }
        }
    }
}

/// Part of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// In the list's own order.
    pub items: Vec<T>,
    /// Whether the list goes on after them.
    pub has_next: bool,
    /// Whether the list has items before them.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// A page of nothing.
    pub fn empty() -> Self {
        Self { items: Vec::new(), has_next: false, has_previous: false }
    }
}
