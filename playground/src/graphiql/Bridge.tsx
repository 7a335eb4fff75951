import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useLayoutEffect } from 'react';
import { runOf } from './live.ts';
import { keep } from './storage.ts';
import { follow } from './tabs.ts';

/** Between GraphiQL and the page: tells which tab is shown, and gives a tab back the subscription that it left running. */
export function Bridge() {
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL((all) => ({
    tabs: all.tabs,
    activeTabIndex: all.activeTabIndex,
    queryEditor: all.queryEditor,
    variableEditor: all.variableEditor,
  }));
  const actions = useGraphiQLActions();
  const active = tabs[activeTabIndex]?.id;

  useLayoutEffect(() => {
    follow({ tabs, activeTabIndex });
  }, [tabs, activeTabIndex]);

  useEffect(() => {
    if (active && runOf(active)) actions.run();
  }, [active, actions]);

  useEffect(() => {
    const leave = () => {
      if (queryEditor && variableEditor) {
        keep({ tabs, activeTabIndex }, { query: queryEditor.getValue(), variables: variableEditor.getValue() });
      }
    };
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
    };
  }, [tabs, activeTabIndex, queryEditor, variableEditor]);

  return null;
}
