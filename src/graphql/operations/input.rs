//! What mutations take.

/// Names each input's `clientMutationId`, so that one function can treat all mutations alike.
pub trait MutationInput: async_graphql::InputType {
    /// The id of the call, if the client gave one.
    fn client_mutation_id(&self) -> Option<&str>;
}

/// Makes the input type of a mutation, which the client may repeat by an id.
macro_rules! input {
    ($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(async_graphql::InputObject, Clone)]
        pub struct $name {
            $($(#[$meta])* pub $field: $type,)*
            /// The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
            /// changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
            /// echo it.
            pub client_mutation_id: Option<String>,
        }

        impl $crate::graphql::operations::input::MutationInput for $name {
            fn client_mutation_id(&self) -> Option<&str> {
                self.client_mutation_id.as_deref()
            }
        }
    };
}

pub(super) use input;
