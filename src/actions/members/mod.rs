//! Coming into rooms and going out of them; what a member may do, and what a member keeps for itself.

mod coming;
mod going;
mod own;
mod roles;

pub use super::writing::InRoom;
pub use coming::Added;
pub use going::Left;
pub use own::OwnChange;
pub use roles::RoleSet;
