/** The dialogs of the page, which any component may open: `const show = useDialogs(); show({ kind: 'members', roomId })`. */

import { createContext, useContext } from 'react';

export type DialogName =
  /** Rooms to join, people to write to, an invite's code. */
  | { readonly kind: 'find'; readonly code?: string }
  | { readonly kind: 'create' }
  /** Who is in a room: roles, removing, adding, invites. */
  | { readonly kind: 'members'; readonly roomId: string }
  /** Name, topic, kind and archiving of a room. */
  | { readonly kind: 'edit'; readonly roomId: string }
  | { readonly kind: 'announcements' }
  /** One's own name and picture. */
  | { readonly kind: 'profile' }
  | { readonly kind: 'signOut' };

export const DialogsContext = createContext<(dialog: DialogName | null) => void>(() => {});

export const useDialogs = () => useContext(DialogsContext);
