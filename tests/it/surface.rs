//! What a page of a front end stands on: what is wrong with a value, whom one talks with, what one may do, where one is.

mod changed;
mod counts;
mod cursors;
mod filters;
mod invited;
mod keeping_order;
mod nodes;
mod people;
mod places;
mod problems;
