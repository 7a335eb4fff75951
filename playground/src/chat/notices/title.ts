/** The tab says how much is unread, in every tab, and nothing of it once one is signed out. */

import { useEffect } from 'react';
import { select } from '../../spark/index.ts';
import { useSelect } from '../spark.ts';

export const titleOf = (unread: number) => (unread > 0 ? `(${unread}) Spark` : 'Spark');

export function useTitle() {
  const title = useSelect((state) => titleOf(state.session ? select.totalUnread(state) : 0));
  useEffect(() => {
    document.title = title;
  }, [title]);
}
