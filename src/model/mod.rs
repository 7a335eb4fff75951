//! The protocol by which whoever is a member hears every number once, in order, in the end, whatever COMMIT's answer did: checked
//! in every order in which its steps can come, on two nodes.
//!
//! How to read it. `world` has the database (a log, a row's lock, a COMMIT without an answer) and what can happen (`step`).
//! `node` is a server: its hub is the server's own `Hub`, its repairs are `Repairs` and `ToRead`; what stands here is only who calls
//! them when. `listener` is Ann, who subscribes while all this goes on. `settings` bounds it, and takes out one rule at a time.
//! `checking` gives it to the checker.
//!
//! A hub can't be copied, so a state is the steps that led to it, which are walked again on new hubs for each that follows. Two
//! states are one when the world and all that the hubs know are the same (`Hub::describe`).
//!
//! Every run comes to an end: faults are counted, and everything else brings something on. So that everybody has everything "in the
//! end" is asked of each state in which nothing can happen any more; that there is one at the end of every path is what `MOST_STEPS`
//! shows.

mod checking;
mod listener;
mod node;
mod settings;
mod step;
mod world;

#[cfg(test)]
mod tests;
