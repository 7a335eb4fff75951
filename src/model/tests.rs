//! What holds, and without which rule it does not.

use super::{
    checking::check,
    settings::{
        Bounds,
        Happening::{self, AnnJoins, AnnLeaves, AnnSays, BobDeletes, BobSays},
        Rule,
    },
};

/// One node whose COMMITs may have no answer and whose repairs may fail.
fn alone(deeds: &[Happening]) -> Bounds {
    Bounds { unanswered: 1, failures: 1, ..Bounds::alone(deeds) }
}

/// The same while Ann subscribes.
fn meanwhile(deeds: &[Happening]) -> Bounds {
    Bounds { ann_listens: false, ..alone(deeds) }
}

/// Two nodes: a hint may be lost, and all may be late.
fn two(deeds: &[Happening]) -> Bounds {
    Bounds { writers: 2, failures: 0, lost: 1, ..alone(deeds) }
}

/// Two nodes: a hint may come twice.
fn doubled(deeds: &[Happening]) -> Bounds {
    Bounds { unanswered: 0, lost: 0, doubled: 1, ..two(deeds) }
}

/// While Ann subscribes to a room that Bob listens to, and nothing goes wrong.
fn beside_bob(deeds: &[Happening]) -> Bounds {
    Bounds { unanswered: 0, failures: 0, bob_listens: true, ..meanwhile(deeds) }
}

fn outside(settings: Bounds) -> Bounds {
    Bounds { ann_is_in: false, ..settings }
}

/// More happens in the soak.
fn is_large() -> bool {
    std::env::var("SPARK_MODEL").is_ok_and(|it| it == "large")
}

#[test]
fn more_at_once_is_heard_as_well() {
    if !is_large() {
        return;
    }
    holds("leaves a room that goes on", alone(&[BobSays, AnnLeaves, BobSays]));
    holds("three events", Bounds { unanswered: 2, ..alone(&[BobSays, BobDeletes, AnnSays]) });
    holds("three while she subscribes", meanwhile(&[BobSays, BobDeletes, AnnSays]));
    holds("goes and comes back", meanwhile(&[AnnLeaves, AnnJoins, BobSays]));
    holds("two nodes, two events", Bounds { doubled: 1, ..two(&[BobSays, BobSays]) });
    holds("two nodes", two(&[BobSays, AnnSays, BobDeletes]));
    holds("two nodes, comes and goes", outside(two(&[AnnJoins, BobSays, AnnLeaves])));
    holds("two nodes, she subscribes", Bounds { ann_listens: false, ..two(&[BobSays, AnnSays]) });
}

fn holds(name: &str, settings: Bounds) {
    let begun = std::time::Instant::now();
    let checked = check(settings);
    println!("{name}: {} states in {:.1?}", checked.states, begun.elapsed());
    assert!(checked.wrong.is_none(), "{name}: {:#?}", checked.wrong);
    assert!(checked.states > 20, "{name}: next to nothing happens");
}

#[test]
fn on_one_node_everything_is_heard_whatever_became_of_a_commit() {
    holds("says", alone(&[BobSays, BobSays]));
    holds("leaves", alone(&[BobSays, AnnLeaves]));
    holds("joins", outside(alone(&[AnnJoins, BobSays])));
    holds("joins and leaves", outside(alone(&[AnnJoins, AnnLeaves])));
    holds("counts", alone(&[BobSays, BobDeletes]));
    holds("own", alone(&[BobSays, AnnSays]));
}

#[test]
fn whoever_subscribes_meanwhile_misses_nothing() {
    holds("says", meanwhile(&[BobSays, AnnSays]));
    holds("counts", meanwhile(&[BobSays, BobDeletes]));
    holds("beside Bob", beside_bob(&[BobSays, AnnSays, BobDeletes]));
    holds("joins", outside(meanwhile(&[AnnJoins, BobSays])));
    holds("leaves", meanwhile(&[BobSays, AnnLeaves]));
    // A repair may have read her departure before she came back, and hand it over while she subscribes.
    holds("leaves and comes back", meanwhile(&[AnnLeaves, AnnJoins]));
}

#[test]
fn on_two_nodes_everything_is_heard_whatever_became_of_a_hint() {
    holds("says", two(&[BobSays]));
    holds("says twice", Bounds { unanswered: 0, ..two(&[BobSays, BobSays]) });
    holds("doubled", doubled(&[BobSays, BobSays]));
    holds("joins", outside(two(&[AnnJoins])));
    holds("leaves", two(&[AnnLeaves]));
}

/// Whether the world holds as it is, and is found to be wrong without the rule.
fn needs(rule: Rule, settings: Bounds) {
    let checked = check(Bounds { without: Some(rule), ..settings.clone() });
    let Some((path, wrong)) = checked.wrong else { panic!("{rule:?}: nothing is wrong in {} states", checked.states) };
    println!("without {rule:?}: {wrong}, after {} steps, {} states", path.len(), checked.states);
    let whole = check(settings);
    assert!(whole.wrong.is_none(), "{rule:?}: {:?}", whole.wrong);
}

#[test]
fn without_any_one_rule_the_fault_is_found() {
    use Rule::{
        DoublesAreDropped, EarlyWaits, FailuresComeAgain, FindingsAreSaid, FoundIsTold, HolesAreRepaired,
        LooksAtTheLastDeparture, LostIsNoted, OwnSendsAreNoted, PositionsKnowTheirNumber, ReadsForNobody,
        RegistersFirst, Scans, ScansForNobody, WaitsForTheLock,
    };
    let table = [
        (FoundIsTold, alone(&[BobSays])),
        (LostIsNoted, alone(&[BobSays])),
        (ReadsForNobody, outside(alone(&[AnnJoins]))),
        (LooksAtTheLastDeparture, outside(alone(&[AnnJoins, AnnLeaves]))),
        (WaitsForTheLock, alone(&[BobSays])),
        (FailuresComeAgain, alone(&[BobSays])),
        (HolesAreRepaired, alone(&[BobSays])),
        (RegistersFirst, beside_bob(&[AnnSays, BobSays])),
        (OwnSendsAreNoted, beside_bob(&[AnnSays, BobSays])),
        (PositionsKnowTheirNumber, beside_bob(&[BobSays, BobDeletes])),
        (DoublesAreDropped, doubled(&[BobSays])),
        (EarlyWaits, Bounds { unanswered: 0, ..two(&[BobSays, BobSays]) }),
        (Scans, Bounds { unanswered: 0, ..two(&[BobSays]) }),
        (ScansForNobody, Bounds { unanswered: 0, ..outside(two(&[AnnJoins])) }),
        (FindingsAreSaid, two(&[BobSays])),
    ];
    for (rule, settings) in table {
        needs(rule, settings);
    }
}
