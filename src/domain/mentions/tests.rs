use super::*;
use proptest::prelude::*;

const MEMBERS: [&str; 19] = [
    "bob",
    "bob-smith",
    "bob.jones",
    "bob.",
    "ann",
    "al",
    "café",
    "홍길동",
    "홍길",
    "山田",
    "山田太郎",
    "タナカ",
    "张三",
    "李四",
    "สมชาย",
    "ольга",
    "שרה",
    "अनिल",
    "straße",
];

/// The names of those whom a text names, and `@all`, `@here` if it does.
fn named(body: &str) -> Vec<String> {
    let member = |name: &str| MEMBERS.iter().copied().find(|member| comparable(member) == name);
    let mentions = candidates(body).resolve(member);
    let room = [("@all", mentions.all), ("@here", mentions.here)];
    let room = room.into_iter().filter(|(_, is_named)| *is_named).map(|(name, _)| name);
    mentions.users.into_iter().chain(room).map(str::to_owned).collect()
}

#[test]
fn a_name_ends_where_a_word_does() {
    for (body, names) in [
        ("@bob", &["bob"] as &[&str]),
        ("hi @bob, @ann!", &["bob", "ann"]),
        ("@ann @bob @ann", &["ann", "bob"]),
        ("@bobby", &[]),
        ("@bob2", &[]),
        ("@bob's", &["bob"]),
        ("@bob’s", &["bob"]),
        ("(@bob)", &["bob"]),
        ("@bob: look", &["bob"]),
        ("@bob…", &["bob."]),
        ("@ann…", &["ann"]),
        ("@ann...", &["ann"]),
        ("@ann-", &["ann"]),
        ("@ann--look", &["ann"]),
        ("@ann🎉", &["ann"]),
        ("@ann\u{200d}", &["ann"]),
        ("@ann\u{fe0f}", &["ann"]),
        ("@ann\n@bob", &["ann", "bob"]),
        ("*@ann*, _@bob_", &["ann", "bob"]),
        ("`@ann` \"@bob\"", &["ann", "bob"]),
        ("-@ann", &["ann"]),
        ("@ann/@bob", &["ann", "bob"]),
        ("@", &[]),
        ("@@ann", &["ann"]),
        ("@ ann", &[]),
        ("@a", &[]),
        ("ann", &[]),
    ] {
        assert_eq!(named(body), names, "{body:?}");
    }
}

#[test]
fn the_longest_name_that_fits_counts() {
    for (body, names) in [
        ("@bob-smith", &["bob-smith"] as &[&str]),
        ("@bob-smith-jones", &[]),
        ("@bob-jones", &[]),
        ("@bob_jones", &[]),
        ("@bob.jones", &["bob.jones"]),
        ("@bob.smith", &[]),
        ("@bob.", &["bob."]),
        ("@bob-smith.", &["bob-smith"]),
        ("@홍길동님", &["홍길동"]),
        ("@홍길순", &["홍길"]),
        ("@홍길동2", &["홍길동"]),
        ("@홍길동-팀장님", &["홍길동"]),
        ("@山田太郎さん", &["山田太郎"]),
        ("@山田さん", &["山田"]),
        ("@タナカサン", &["タナカ"]),
        ("@ﾀﾅｶさん", &["タナカ"]),
        ("@bob님", &["bob"]),
        ("@bob.감사합니다", &["bob."]),
        ("@สมชายครับ", &["สมชาย"]),
        ("@สมชาย\u{e48}", &[]),
    ] {
        assert_eq!(named(body), names, "{body:?}");
    }
}

#[test]
fn names_are_compared_as_people_read_them() {
    for (body, names) in [
        ("@BOB ＠ａｎｎ ﹫al", &["bob", "ann", "al"] as &[&str]),
        ("@STRASSE", &["straße"]),
        ("@cafe\u{301}", &["café"]),
        ("@Café", &["café"]),
        ("@cafe", &[]),
        ("@ann\u{301}", &[]),
        ("@Ольга!", &["ольга"]),
        ("@Ольгаs", &[]),
        ("\u{200f}@שרה, שלום", &["שרה"]),
        ("@अनिल जी", &["अनिल"]),
        ("@\u{1112}\u{1169}\u{11bc}\u{1100}\u{1175}\u{11af}\u{1103}\u{1169}\u{11bc}", &["홍길동"]),
    ] {
        assert_eq!(named(body), names, "{body:?}");
    }
}

#[test]
fn an_address_names_nobody() {
    for body in [
        "ann@bob",
        "ann@bob.com",
        "ann_@bob",
        "ann+@bob",
        "@ann@bob",
        "@bob.com",
        "@ann@example.com",
        "1@ann",
        "ольга@ann",
        "https://example.com/@ann",
        "https://ann:secret@ann/",
        "(https://example.com/a?b=@ann)",
        "https://例え.jp/@ann",
    ] {
        assert_eq!(named(body), [""; 0], "{body:?}");
    }
    for (body, names) in [
        ("https://example.com @ann", &["ann"] as &[&str]),
        ("<https://example.com>@ann", &["ann"]),
        ("https://example.com、@山田さん", &["山田"]),
        ("请看https://example.com，@张三", &["张三"]),
        ("（https://example.com）＠李四！", &["李四"]),
        ("https://example.com：@张三；@李四？", &["张三", "李四"]),
        ("你好@张三，@李四", &["张三", "李四"]),
        ("@张三@李四", &["张三", "李四"]),
        ("안녕@홍길동", &["홍길동"]),
        ("พ่อ่@สมชาย", &["สมชาย"]),
        ("Hello.@ann", &["ann"]),
    ] {
        assert_eq!(named(body), names, "{body:?}");
    }
}

#[test]
fn the_room_is_named_as_people_are() {
    for (body, names) in [
        ("@all", &["@all"] as &[&str]),
        ("@All, @HERE!", &["@all", "@here"]),
        ("@all @bob", &["bob", "@all"]),
        ("@allison", &[]),
        ("@all-hands", &[]),
        ("@all여러분", &["@all"]),
        ("me@all.example", &[]),
    ] {
        assert_eq!(named(body), names, "{body:?}");
    }
    assert!(candidates("@all @here").names().is_empty(), "nobody is looked up for the room");
    // A longer name than the room's is a name.
    let mentions = candidates("@all-hands").resolve(|name| (name == "all-hands").then_some(1));
    assert_eq!(mentions, Resolved { users: vec![1], all: false, here: false });
}

#[test]
fn what_is_looked_up_is_bounded() {
    let names: Vec<_> = (0..1_000).map(|n| format!("@user{n}")).collect();
    let found = candidates(&names.join(" "));
    assert_eq!(found.names().len(), MAX_NAMED);
    let mentions = found.resolve(|name| Some(name.to_owned()).map(|name| name.len()));
    assert_eq!(mentions.users, [5, 6], "each once");
    // One name however often it is called takes one place.
    assert!(candidates(&format!("{}@ann", "@bob ".repeat(1_000))).names().contains("ann"));
    let longest = candidates(&format!("@{}", "홍".repeat(8_000)));
    assert_eq!(longest.names().len(), 31);
    assert!(longest.names().iter().all(|name| USERNAME.contains(&name.chars().count())));
    assert!(candidates(&format!("@{}", "x".repeat(33))).names().is_empty());
    assert_eq!(candidates(&format!("@{}", "x".repeat(32))).names().len(), 1);
}

proptest! {
    #[test]
    fn a_text_without_an_at_names_nobody(body in "[^@＠﹫]{0,200}") {
        prop_assert!(candidates(&body).names().is_empty());
    }

    #[test]
    fn no_text_is_too_strange(body in "(\\PC|@|[._\u{301}\u{200d}]|\\s|bob|://){0,60}") {
        let found = candidates(&body);
        let names = found.names();
        prop_assert!(names.len() <= MAX_NAMED * 31);
        for name in names {
            prop_assert!(USERNAME.contains(&name.chars().count()));
            prop_assert_eq!(comparable(name), name);
            let called = format!("@{name}");
            prop_assert!(comparable(&body).contains(&called));
        }
        let nobody = found.resolve(|_| None::<u8>);
        prop_assert!(nobody.users.is_empty());
    }

    /// Whatever may be a username is named by it.
    #[test]
    fn a_member_is_named_by_the_name(name in "[a-z가-힣ぁ-ん山田а-яא-ת][a-z0-9_.\\-가-힣山田а-яא-ת]{1,31}", before in "|[ \\n(,*\"]|hi |https://a\\.example ") {
        let named = |body: &str| candidates(body).resolve(|known| (known == comparable(&name)).then_some(()));
        for after in ["", " ", ", hi", ")", "!", "\n", "🎉", "'s"] {
            let mentions = named(&format!("{before}@{name}{after}"));
            prop_assert_eq!(mentions.users.len() + usize::from(mentions.all) + usize::from(mentions.here), 1, "{}", after);
        }
    }
}
