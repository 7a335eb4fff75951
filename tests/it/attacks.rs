//! What a stranger, a member and an ex-member try, and do not get: each story is an attack, and fails without what holds it off.

mod audit;
mod changes;
mod demo;
mod departed;
mod files;
mod invites;
mod logins;
mod names;
mod passwords;
mod secrets;
mod sessions;
