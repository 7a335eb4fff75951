//! What holds, and without which rule it does not.

use super::{
    checking::check,
    settings::{
        Deed::{self, AnnJoins, AnnLeaves, AnnSays, BobDeletes, BobSays},
        Rule, Settings,
    },
};

/// One node whose COMMITs may have no answer and whose repairs may fail.
fn alone(deeds: &[Deed]) -> Settings {
    Settings { unanswered: 1, failures: 1, ..Settings::alone(deeds) }
}

/// The same while Ann subscribes.
fn meanwhile(deeds: &[Deed]) -> Settings {
    Settings { ann_listens: false, ..alone(deeds) }
}

/// Two nodes: hints may be lost, doubled and late.
fn two(deeds: &[Deed]) -> Settings {
    Settings { writers: 2, failures: 0, lost: 1, doubled: 1, ..alone(deeds) }
}

fn outside(settings: Settings) -> Settings {
    Settings { ann_is_in: false, ..settings }
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
    holds("three events", Settings { unanswered: 2, ..alone(&[BobSays, BobDeletes, AnnSays]) });
    holds("three while she subscribes", meanwhile(&[BobSays, BobDeletes, AnnSays]));
    holds("goes and comes back", meanwhile(&[AnnLeaves, AnnJoins, BobSays]));
    holds("two nodes", two(&[BobSays, AnnSays, BobDeletes]));
    holds("two nodes, comes and goes", outside(two(&[AnnJoins, BobSays, AnnLeaves])));
    holds("two nodes, she subscribes", Settings { ann_listens: false, ..two(&[BobSays, AnnSays]) });
}

fn holds(name: &str, settings: Settings) {
    let begun = std::time::Instant::now();
    let checked = check(settings);
    println!("{name}: {} states in {:.1?}", checked.states, begun.elapsed());
    assert!(checked.wrong.is_none(), "{name}: {:#?}", checked.wrong);
    assert!(checked.states > 20, "{name}: next to nothing happens");
}

#[test]
fn on_one_node_everything_is_heard_whatever_became_of_a_commit() {
    holds("says", alone(&[BobSays, BobSays]));
    holds("leaves", alone(&[BobSays, AnnLeaves, BobSays]));
    holds("joins", outside(alone(&[AnnJoins, BobSays])));
    holds("joins and leaves", outside(alone(&[AnnJoins, AnnLeaves])));
    holds("counts", alone(&[BobSays, BobDeletes, AnnSays]));
}

#[test]
fn whoever_subscribes_meanwhile_misses_nothing() {
    holds("says", meanwhile(&[BobSays, AnnSays]));
    holds("counts", meanwhile(&[BobSays, BobDeletes]));
    holds("joins", outside(meanwhile(&[AnnJoins, BobSays])));
    holds("leaves", meanwhile(&[BobSays, AnnLeaves]));
}

#[test]
fn on_two_nodes_everything_is_heard_whatever_became_of_a_hint() {
    holds("says", two(&[BobSays, BobSays]));
    holds("joins", outside(two(&[AnnJoins, BobSays])));
    holds("leaves", two(&[BobSays, AnnLeaves]));
}

/// Whether the world holds as it is, and is found to be wrong without the rule.
fn needs(rule: Rule, settings: Settings) {
    let checked = check(Settings { without: Some(rule), ..settings.clone() });
    let Some((path, wrong)) = checked.wrong else { panic!("{rule:?}: nothing is wrong in {} states", checked.states) };
    println!("without {rule:?}: {wrong}, after {} steps, {} states", path.len(), checked.states);
    let whole = check(settings);
    assert!(whole.wrong.is_none(), "{rule:?}: {:?}", whole.wrong);
}

#[test]
fn without_any_one_rule_the_fault_is_found() {
    use Rule::{
        DoublesAreDropped, EarlyWaits, FailuresComeAgain, FindingsAreSaid, FoundIsTold, HolesAreRepaired, LostIsNoted,
        OwnSendsAreNoted, PositionsKnowTheirNumber, ReadsForNobody, RegistersFirst, Scans, ScansForNobody,
        WaitsForTheLock,
    };
    let table = [
        (FoundIsTold, alone(&[BobSays])),
        (LostIsNoted, alone(&[BobSays])),
        (ReadsForNobody, outside(alone(&[AnnJoins]))),
        (WaitsForTheLock, alone(&[BobSays])),
        (FailuresComeAgain, alone(&[BobSays])),
        (HolesAreRepaired, alone(&[BobSays])),
        (RegistersFirst, Settings { unanswered: 0, failures: 0, ..meanwhile(&[BobSays]) }),
        (OwnSendsAreNoted, Settings { unanswered: 0, failures: 0, ..meanwhile(&[BobSays, AnnSays]) }),
        (PositionsKnowTheirNumber, Settings { unanswered: 0, failures: 0, ..meanwhile(&[BobSays, BobDeletes]) }),
        (DoublesAreDropped, Settings { unanswered: 0, ..two(&[BobSays]) }),
        (EarlyWaits, Settings { unanswered: 0, ..two(&[BobSays, BobSays]) }),
        (Scans, Settings { unanswered: 0, ..two(&[BobSays]) }),
        (ScansForNobody, Settings { unanswered: 0, ..outside(two(&[AnnJoins])) }),
        (FindingsAreSaid, two(&[BobSays])),
    ];
    for (rule, settings) in table {
        needs(rule, settings);
    }
}
