//! Looking after a database: before it is served, while it is, and beside it.

pub(in crate::store) mod backup;
pub(in crate::store) mod doctor;
pub(in crate::store) mod draft;
pub(in crate::store) mod files;
pub(in crate::store) mod fingerprints;
pub(in crate::store) mod look;
pub(in crate::store) mod look_postgres;
pub(in crate::store) mod restore;
pub(in crate::store) mod signature;
pub(in crate::store) mod upgrade;
pub(in crate::store) mod watch;
pub(in crate::store) mod words;
