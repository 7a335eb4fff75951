//! What an attacker meets: what a stranger or a member does to a server, and who else notices.

mod crowds;
mod floods;
mod memory;
mod proxies;
mod slow_http;
mod stops;
