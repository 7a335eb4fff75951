//! How often each emoji was given to a message.

use crate::{
    domain::{emoji::Emoji, problem::Problem, refusal::Refusal, stored::Listed},
    ids::UserId,
};
use std::collections::HashMap;

/// How many different emoji a message may have.
pub const MAX_EMOJI: usize = 50;

/// The emoji of a message, with how many people gave each, in the order in which they were first given.
pub type Reactions = Listed<(Emoji, i64)>;

impl Reactions {
    /// Whether one more person may give this emoji.
    pub fn may_add(&self, emoji: Emoji) -> Result<(), Refusal> {
        if self.place(emoji).is_some() || self.0.len() < MAX_EMOJI {
            return Ok(());
        }
        let message = format!("A message has at most {MAX_EMOJI} different emoji.");
        Err(Refusal::too_many("emoji", Problem::TooMany(MAX_EMOJI), message))
    }

    /// Somebody gave this emoji.
    pub fn add(&mut self, emoji: Emoji) {
        match self.0.iter_mut().find(|(given, _)| *given == emoji) {
            Some((_, count)) => *count += 1,
            None => self.0.push((emoji, 1)),
        }
    }

    /// Somebody took this emoji back.
    pub fn remove(&mut self, emoji: Emoji) {
        if let Some(place) = self.place(emoji) {
            self.0[place].1 -= 1;
            if self.0[place].1 <= 0 {
                self.0.remove(place);
            }
        }
    }

    /// Where this emoji stands among them.
    pub fn place(&self, emoji: Emoji) -> Option<usize> {
        self.0.iter().position(|(given, _)| *given == emoji)
    }
}

/// Who gave which emoji to a message.
#[derive(Clone, Debug, Default)]
pub struct Reactors(HashMap<UserId, Vec<Emoji>>);

impl Reactors {
    /// Notes what somebody gave.
    pub fn note(&mut self, user: UserId, emoji: Emoji) {
        self.0.entry(user).or_default().push(emoji);
    }

    /// Whether they gave this emoji.
    pub fn gave(&self, user: UserId, emoji: Emoji) -> bool {
        self.0.get(&user).is_some_and(|given| given.contains(&emoji))
    }

    /// Which of these emoji they gave, a bit for each: who has the same bits is shown the same.
    pub fn given_of(&self, user: UserId, reactions: &Reactions) -> u64 {
        let given = self.0.get(&user).into_iter().flatten();
        given.filter_map(|emoji| reactions.place(*emoji)).fold(0, |bits, place| bits | 1 << place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::ErrorCode;

    fn emoji(text: &str) -> Emoji {
        text.parse().expect("an emoji")
    }

    #[test]
    fn emoji_stand_in_the_order_in_which_they_were_first_given() {
        let mut reactions = Reactions::default();
        for given in ["👍", "🎉", "👍", "❤"] {
            reactions.add(emoji(given));
        }
        assert_eq!(reactions.stored().as_deref(), Some("[[\"👍\",2],[\"🎉\",1],[\"❤\u{fe0f}\",1]]"));
        reactions.remove(emoji("🎉"));
        reactions.remove(emoji("👍"));
        reactions.remove(emoji("🍕"));
        assert_eq!(reactions, Listed(vec![(emoji("👍"), 1), (emoji("❤"), 1)]));
        reactions.remove(emoji("👍"));
        reactions.add(emoji("👍"));
        assert_eq!(reactions, Listed(vec![(emoji("❤"), 1), (emoji("👍"), 1)]));
    }

    #[test]
    fn a_message_has_fifty_different_ones() {
        let mut reactions = Reactions::default();
        for flag in emojis::Group::Flags.emojis().take(MAX_EMOJI) {
            let flag = emoji(flag.as_str());
            assert_eq!(reactions.may_add(flag), Ok(()));
            reactions.add(flag);
        }
        let refused = reactions.may_add(emoji("👍")).expect_err("the 51st");
        assert_eq!((refused.code, refused.problem.and_then(Problem::limit)), (ErrorCode::TooLarge, Some(50)));
        assert_eq!(reactions.may_add(reactions.0[7].0), Ok(()), "of one that is there");
    }
}
