use super::*;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn finds(query: &str, text: &str) -> bool {
    let (terms, tokens) = (terms(query), tokens(text));
    !terms.is_empty() && terms.iter().all(|term| tokens.contains(term))
}

#[test]
fn a_text_has_these_tokens() {
    for (text, expected) in [
        ("", &[] as &[&str]),
        (" …!? \u{200b}🎉❤\u{fe0f}", &[]),
        ("The quick FOX, the fox.", &["fox", "quick", "the"]),
        ("can’t can't", &["can", "t"]),
        ("l'avion", &["avion", "l"]),
        ("https://example.com/a_b?c=1", &["1", "a", "b", "c", "com", "example", "https"]),
        ("3.14 1,000 1'000 1.000", &["1·000", "3·14"]),
        ("192.168.0.1", &["192·168·0·1"]),
        ("10:30", &["10", "30"]),
        ("v1.2", &["v1·2"]),
        ("a_1 2_b 3_4", &["1", "2", "3·4", "a", "b"]),
        ("ann@example.com", &["ann", "com", "example"]),
        ("ＷＩＤＥ ﬁne", &["fine", "wide"]),
        ("Straße STRASSE", &["strasse"]),
        ("Café cafe\u{301} cafe", &["cafe"]),
        ("İstanbul ısı ISI", &["isi", "istanbul"]),
        ("Ёлка й", &["елка", "и"]),
        ("مُحَمَّد محمّد مـحـمـد", &["محمد"]),
        ("أحمد", &["احمد"]),
        ("שָׁלוֹם", &["שלום"]),
        ("می\u{200c}خواهم", &["میخواهم"]),
        ("हिन्दी में", &["में", "हिन्दी"]),
        ("co\u{ad}operate", &["cooperate"]),
        ("회의록", &["록", "의", "의록", "회", "회의"]),
        ("회의 록", &["록", "의", "회", "회의"]),
        ("茶", &["茶"]),
        ("人々", &["々", "人", "人々"]),
        ("iPhone15を", &["iphone15", "を"]),
        ("LG전자", &["lg", "자", "전", "전자"]),
        ("3월", &["3", "월"]),
        ("ｻｰﾊﾞｰ", &["ー", "ーバ", "サ", "サー", "バ", "バー"]),
        ("か\u{3099}", &["が"]),
        ("葛\u{e0100}城", &["城", "葛", "葛城"]),
        ("กาแฟ", &["กา", "ก", "าแ", "า", "แฟ", "แ", "ฟ"]),
        ("ที่", &["ที่"]),
        ("\u{301} \u{64b}", &[]),
    ] {
        let mut expected: Vec<_> = expected.iter().map(|token| (*token).to_owned()).collect();
        expected.sort_unstable();
        assert_eq!(tokens(text), expected, "{text:?}");
    }
}

#[test]
fn a_query_finds_what_people_mean() {
    for (query, text) in [
        ("회의", "오늘 회의록을 보내 주세요"),
        ("록", "회의록"),
        ("회의록", "회의록을"),
        ("会議", "明日の会議室"),
        ("明日の会議", "明日の会議室"),
        ("茶", "抹茶"),
        ("サーバー", "新しいｻｰﾊﾞｰ"),
        ("iphone15", "新しいiPhone15を買う"),
        ("กาแฟ", "ฉันดื่มกาแฟทุกวัน"),
        ("ກາເຟ", "ຂ້ອຍດື່ມກາເຟ"),
        ("កាហ្វេ", "ខ្ញុំផឹកកាហ្វេ"),
        ("ကော်ဖီ", "ကျွန်တော်ကော်ဖီသောက်တယ်"),
        ("ꦏꦥꦶ", "ꦲꦏꦸꦔꦺꦴꦩ꧀ꦧꦺꦏꦥꦶ"),
        ("resume", "Résumé attached"),
        ("RÉSUMÉ", "resume"),
        ("nguyen", "Nguyễn"),
        ("avion", "l’avion"),
        ("l'avion", "l’avion"),
        ("example.com", "see https://example.com/path"),
        ("1.000", "1,000"),
        ("fox quick", "the quick brown fox"),
        ("\"quick\" AND NOT* (fox OR", "not and or: the quick fox"),
        ("a:b -c ^d NEAR(e)", "a b c d near e"),
    ] {
        assert!(finds(query, text), "{query:?} in {text:?}: {:?} in {:?}", terms(query), tokens(text));
    }
    for (query, text) in [
        ("", "a"),
        ("🎉", "🎉"),
        ("\" ' * % _ \\ \0", "a"),
        ("deploy", "deployment"),
        ("fox cat", "the fox"),
        ("회록", "회의록"),
        ("회의", "의회"),
        ("15", "1.5"),
        ("3.14", "3 14"),
        ("かき", "がぎ"),
    ] {
        assert!(!finds(query, text), "{query:?} in {text:?}");
    }
}

#[test]
fn a_query_has_few_terms() {
    assert_eq!(terms("회의록"), ["회의", "의록"]);
    assert_eq!(terms("회"), ["회"]);
    assert_eq!(terms("a A ａ b"), ["a", "b"]);
    let many: Vec<_> = (0..1_000).map(|n| format!("word{n}")).collect();
    let text = many.join(" ");
    assert_eq!(terms(&text).len(), MAX_TERMS);
    assert!(finds(&text, &text));
}

#[test]
fn the_longest_text_has_bounded_tokens() {
    let long = "x".repeat(MAX_BODY);
    assert_eq!(tokens(&long), [&long[..MAX_TOKEN]]);
    assert!(finds(&long, &long));
    let noise = format!("ก{}", "\u{e49}".repeat(MAX_BODY));
    assert_eq!(tokens(&noise), [noise.chars().take(1 + MAX_MARKS).collect::<String>()]);
    // No two pairs are one.
    let chinese: String = ('\u{4e00}'..).take(MAX_BODY).collect();
    assert_eq!(tokens(&chinese).len(), 2 * MAX_BODY - 1);
    let beyond = |text: &str| tokens(&format!("{text} beyond")).contains(&"beyond".to_owned());
    assert!(!beyond(&chinese), "it is beyond the longest body");
    // Each of these is compared as 18 characters.
    assert!(beyond(&"\u{fdfa}".repeat(500)));
    assert!(!beyond(&"\u{fdfa}".repeat(1_000)));
    // One character that stands for many.
    for c in ['\u{fdfa}', '\u{3316}', '\u{337f}', '\u{1f240}', '\u{390}'] {
        assert_small(&tokens(&c.to_string().repeat(MAX_BODY)));
    }
    let many: Vec<char> = ('\u{80}'..='\u{1ffff}').filter(|c| c.nfkc().nth(1).is_some()).collect();
    for text in many.chunks(MAX_BODY) {
        assert_small(&tokens(&text.iter().collect::<String>()));
    }
}

/// Fits into a `tsvector`.
fn assert_small(tokens: &[String]) {
    assert!(tokens.len() <= 2 * MAX_COMPARED);
    assert!(tokens.iter().map(String::len).sum::<usize>() < 1 << 20);
}

fn is_plain(token: &str) -> bool {
    let is_plain = |c: char| match c {
        BETWEEN_DIGITS => true,
        _ if c.is_ascii() => c.is_ascii_lowercase() || c.is_ascii_digit(),
        _ => c.is_alphanumeric() || is_combining_mark(c),
    };
    !token.is_empty() && token.chars().all(is_plain) && token.chars().count() <= MAX_TOKEN
}

proptest! {
    #[test]
    fn tokens_need_no_escape(text in ".{0,200}") {
        let tokens = tokens(&text);
        prop_assert!(tokens.iter().all(|token| is_plain(token)), "{:?}", tokens);
        prop_assert!(tokens.is_sorted());
        prop_assert!(terms(&text).iter().all(|term| is_plain(term)));
    }

    #[test]
    fn a_text_finds_itself(text in "(\\PC|[a-z0-9.,'_ 가-힣ぁ-んก-๙一-龥]){0,60}") {
        let tokens = tokens(&text);
        for term in terms(&text) {
            prop_assert!(tokens.contains(&term), "{} in {:?}", term, tokens);
        }
        prop_assert_eq!(terms(&text).is_empty(), tokens.is_empty());
    }

    #[test]
    fn words_are_found_in_any_order_and_case(words in prop::collection::vec("[a-zа-яα-ωא-ת]{1,8}", 1..20), at in any::<prop::sample::Index>()) {
        let text = words.join(", ");
        prop_assert!(finds(&at.get(&words).to_uppercase(), &text));
        let mut words = words;
        words.reverse();
        prop_assert!(finds(&words.join(" "), &text));
    }

    #[test]
    fn what_is_written_together_is_found_in_any_part(text in "[가-힣ぁ-んァ-ヶ一-龥]{1,40}", from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let chars: Vec<char> = text.chars().collect();
        let (from, to) = (from.index(chars.len()), to.index(chars.len()));
        let part: String = chars[from.min(to)..=from.max(to)].iter().collect();
        prop_assert!(finds(&part, &text));
        let mixed = format!("iPhone15{text}abc");
        prop_assert!(finds(&part, &mixed));
    }

    #[test]
    fn a_text_is_found_wherever_it_stands(text in "\\PC{0,30}", other in "\\PC{0,30}") {
        let tokens = tokens(&format!("{other} {text} {other}"));
        for term in terms(&text) {
            prop_assert!(tokens.contains(&term), "{} in {:?}", term, tokens);
        }
    }
}
