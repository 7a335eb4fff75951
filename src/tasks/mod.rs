//! What runs beside the doors: the announcer and the janitor for as long as the server does, the demo once at its start.

pub mod announcer;
pub mod demo;
pub mod janitor;
