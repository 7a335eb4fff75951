//! Files: pictures and whatever else hangs on messages.

mod attacks;
mod doors;
mod forms;
mod links;
