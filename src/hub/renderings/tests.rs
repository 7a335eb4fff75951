//! Each operation renders an event once.

#[cfg(spark_loom)]
mod loom;

use super::*;
use crate::hub::shared_event::SharedEvent;

#[test]
fn an_operation_has_one_place_and_there_are_so_many() {
    let shared = SharedEvent::new(Arc::new("news"));
    let renderings = shared.renderings();
    for operation in 0..64 {
        let place = renderings.of(operation).expect("a place");
        assert!(place.get().is_none(), "its own");
        place.set(Rendering::Shared(operation.to_string().into())).expect("empty");
    }
    assert!(renderings.of(64).is_none(), "not one more");
    for operation in 0..64 {
        let copy = shared.clone();
        let Some(Rendering::Shared(text)) = copy.renderings().of(operation).and_then(OnceCell::get) else {
            panic!("{operation} is not kept");
        };
        assert_eq!(**text, operation.to_string());
    }
}

#[test]
fn what_is_kept_of_an_event_is_bounded() {
    let renderings = Renderings::default();
    assert!(!renderings.keep(9 << 10, 100), "one alone is too large");
    let kept = (0..100).filter(|_| renderings.keep(3 << 10, 1 << 10)).count();
    assert_eq!(kept, 6);
    assert!(renderings.keep(10, 1 << 10), "what was not kept takes no room");
}
