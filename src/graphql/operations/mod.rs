//! The fields at the roots. A mutation stands in the file of its family, its input and its payload above it; it reads the
//! input, runs an action and fills the payload. No rule stands here.
//!
//! To add a mutation:
//!
//! 1. Write its action in `actions`, and a story that calls it.
//! 2. Write its `input!`, its `payload!` and its field in the file of its family. `Call::run` gives it a rate, a repeatable
//!    call and lines in the audit log.
//! 3. Name the payload in `mutation::MutationPayload`; a new family also in `mutation::Mutation`.
//! 4. Run `make schema`.
//!
//! To add a query, write a field in `queries`. One that returns a page stands in the gate's list too
//! (`request::arguments`), for a page is judged before it is read.

pub mod announcements;
pub mod call;
mod current;
mod input;
pub mod invites;
pub mod members;
pub mod membership;
pub mod membership_filter;
pub mod messages;
pub mod mutation;
mod payload;
pub mod profile;
pub mod queries;
pub mod reactions;
mod rooms;
mod search;
pub mod sessions;
pub mod subscriptions;
pub mod sync;
pub mod uploads;
