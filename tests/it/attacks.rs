//! What an attacker meets: what a stranger or a member does to a server, and who else notices.

mod slow_http;
