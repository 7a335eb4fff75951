//! A request is judged whole before anything of it runs, whichever way it came, and the answer says what happened.

mod begun;
mod bounds;
mod calls;
mod cost;
mod doors;
mod events;
mod grammar;
mod introspection;
mod operations;
mod promise;
mod strangers;
mod values;
