//! What a stranger, a member and an ex-member try, and do not get: each story is an attack, and fails without what holds it off.

mod answers;
mod audit;
mod changes;
mod crowds;
mod demo;
mod departed;
mod descriptors;
mod files;
mod floods;
mod frames;
mod invites;
mod logins;
mod memory;
mod names;
mod passwords;
mod proxies;
mod secrets;
mod sessions;
mod slow_http;
mod stops;
