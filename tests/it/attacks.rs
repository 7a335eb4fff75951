//! What a stranger, a member and an ex-member try, and do not get.

mod demo;
mod files;
mod invites;
mod secrets;
