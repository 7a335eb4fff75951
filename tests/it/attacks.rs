//! What a stranger, a member and an ex-member may try, and what comes of it.

mod demo;
mod departed;
mod files;
mod invites;
mod secrets;
