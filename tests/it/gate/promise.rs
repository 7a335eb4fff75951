//! The first promise: whatever the answer says of a field of a mutation is what the database says. Random mutations of one
//! to four fields, any of them broken in any way, by any door.

mod told;
mod written;

use super::doors::{Door, WRITING};
use crate::harness::{
    Engine, Spark,
    random::{Told, made_up, tells_each},
};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
};
use told::World;

/// What a field does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Send,
    CreateRoom,
    Join,
    Rename,
    Read,
    Login,
    Logout,
}

/// What is the matter with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    None,
    /// It is refused when its turn comes.
    BrokenRule,
    UnknownId,
    /// It is not asked for.
    Skipped,
    /// It stands there twice, and is one.
    Twice,
    /// The same call again, under another name.
    Again,
    /// The id of the call once more, with another input.
    Reused,
    /// It happens, and what is asked of it can't be shown.
    ErrorBelow,
    /// With one of these nothing of the request runs.
    NoVariable,
    NullVariable,
    WrongValue,
    UnknownInput,
    UnknownSelection,
    NoCondition,
    WrongPage,
    OtherTwin,
}

impl Flaw {
    /// Whether the request can't run at all.
    fn is_fatal(self) -> bool {
        use Flaw::{
            NoCondition, NoVariable, NullVariable, OtherTwin, UnknownInput, UnknownSelection, WrongPage, WrongValue,
        };
        let fatal =
            [NoVariable, NullVariable, WrongValue, UnknownInput, UnknownSelection, NoCondition, WrongPage, OtherTwin];
        fatal.contains(&self)
    }
}

#[derive(Clone, Copy, Debug)]
struct Field {
    deed: Deed,
    flaw: Flaw,
    /// Its input comes as a variable, else as a literal.
    by_variable: bool,
}

/// A limit that the document is over.
#[derive(Clone, Copy, Debug)]
enum Over {
    Aliases,
    Fields,
    Depth,
    Cost,
}

/// One mutation.
#[derive(Clone, Debug)]
struct Story {
    fields: Vec<Field>,
    over: Option<Over>,
    signed_in: bool,
    door: Door,
}

fn story() -> impl Strategy<Value = Story> {
    use Flaw::{Again, BrokenRule, ErrorBelow, Reused, Skipped, Twice, UnknownId};
    let deed = prop_oneof![
        4 => Just(Deed::Send),
        4 => Just(Deed::CreateRoom),
        3 => Just(Deed::Join),
        3 => Just(Deed::Rename),
        3 => Just(Deed::Read),
        1 => Just(Deed::Login),
        1 => Just(Deed::Logout),
    ];
    let fatal = vec![
        Flaw::NoVariable,
        Flaw::NullVariable,
        Flaw::WrongValue,
        Flaw::UnknownInput,
        Flaw::UnknownSelection,
        Flaw::NoCondition,
        Flaw::WrongPage,
        Flaw::OtherTwin,
    ];
    // Most fields could run: what becomes of them is what the story is about.
    let flaw = prop_oneof![
        8 => Just(Flaw::None),
        8 => select(vec![BrokenRule, UnknownId, Skipped, Twice, Again, Reused, ErrorBelow]),
        2 => select(fatal),
    ];
    let field = (deed, flaw, any::<bool>()).prop_map(|(deed, flaw, by_variable)| Field { deed, flaw, by_variable });
    let over = prop_oneof![
        12 => Just(None),
        1 => select(vec![Over::Aliases, Over::Fields, Over::Depth, Over::Cost]).prop_map(Some),
    ];
    let signed_in = prop_oneof![9 => Just(true), 1 => Just(false)];
    (vec(field, 1..=4), over, signed_in, select(WRITING.to_vec()))
        .prop_map(|(fields, over, signed_in, door)| Story { fields, over, signed_in, door })
        .prop_filter("a stranger has no socket", |story| story.signed_in || story.door != Door::Socket)
}

fn tells(engine: Engine, cases: u32) {
    let world = tokio::sync::OnceCell::new();
    let wrong = tells_each(cases, Spark::start(engine), story(), &async |spark: &Spark, story: &Story| -> Told {
        let world: &tokio::sync::Mutex<World> =
            world.get_or_init(async || tokio::sync::Mutex::new(World::begins(spark).await)).await;
        world.lock().await.tells(spark, story).await
    });
    assert_eq!(wrong, Vec::<String>::new());
}

made_up! {
    tells => what_the_answer_says_is_what_the_database_says;
    sqlite: Sqlite, 200;
    postgres: Postgres, 60;
}
