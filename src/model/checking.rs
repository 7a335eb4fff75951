//! The world as the checker sees it.

use crate::model::{settings::Bounds, step::Step, world::World};
use stateright::{Checker, Model, Property};
use std::hash::{Hash, Hasher};

/// The longest path there is: a longer one would go round in a circle.
const MOST_STEPS: usize = 60;

/// A state: how one came here, and what is to be seen from here.
#[derive(Clone, Debug)]
pub struct Reached {
    path: Vec<Step>,
    seen: String,
    next: Vec<Step>,
    wrong: Option<String>,
}

impl Hash for Reached {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.seen.hash(state);
    }
}

impl PartialEq for Reached {
    fn eq(&self, other: &Self) -> bool {
        self.seen == other.seen
    }
}

impl Bounds {
    fn at(&self, path: Vec<Step>) -> Reached {
        let mut world = World::new(self.clone());
        for step in &path {
            world.step(*step);
        }
        let next = world.next();
        let wrong = world.wrong(next.is_empty());
        Reached { path, seen: world.describe(), next, wrong }
    }
}

impl Model for Bounds {
    type State = Reached;
    type Action = Step;

    fn init_states(&self) -> Vec<Reached> {
        vec![self.at(Vec::new())]
    }

    fn actions(&self, state: &Reached, steps: &mut Vec<Step>) {
        // What is wrong already is looked at no further.
        if state.wrong.is_none() {
            steps.extend(&state.next);
        }
    }

    fn next_state(&self, last: &Reached, step: Step) -> Option<Reached> {
        let mut path = last.path.clone();
        path.push(step);
        Some(self.at(path))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("each number once, in order, in the end", |_, state: &Reached| state.wrong.is_none()),
            Property::always("every path ends", |_, state: &Reached| state.path.len() < MOST_STEPS),
        ]
    }
}

/// What came of it.
pub struct Checked {
    pub states: usize,
    /// The steps to what is wrong, and what that is.
    pub wrong: Option<(Vec<Step>, String)>,
}

/// Goes every way there is.
pub fn check(settings: Bounds) -> Checked {
    let checker = settings.checker().threads(2).spawn_bfs().join();
    let found = checker.discoveries().into_values().next().map(|path| path.last_state().clone());
    let wrong = found.map(|state| {
        let wrong = state.wrong.unwrap_or_else(|| "it goes round in a circle".to_owned());
        (state.path, wrong)
    });
    Checked { states: checker.unique_state_count(), wrong }
}
