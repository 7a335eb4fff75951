/** The tab says how much is unread, and how often one is mentioned in it, in every tab, and nothing of it once one is signed out. */

import { useEffect } from 'react';
import { select } from '../../spark/index.ts';
import { useSelect } from '../spark.ts';

export const titleOf = (unread: number, mentions: number) => (mentions > 0 ? `(${unread}, @${mentions}) Spark` : unread > 0 ? `(${unread}) Spark` : 'Spark');

export function useTitle() {
  const title = useSelect((state) => (state.session ? titleOf(select.totalUnread(state), select.totalMentions(state)) : titleOf(0, 0)));
  useEffect(() => {
    document.title = title;
  }, [title]);
}
