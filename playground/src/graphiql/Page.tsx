import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import type { Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { Bridge } from './Bridge.tsx';
import { examples } from './examples.ts';
import { fetcher } from './fetcher.ts';
import { Live } from './Live.tsx';
import { SignIn } from './SignIn.tsx';
import { storage } from './storage.ts';
import { follow } from './tabs.ts';

const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];

export function Page() {
  return (
    <div className="page">
      <header className="bar">
        <h1>
          <a href="/">Spark</a>
        </h1>
        <SignIn />
      </header>
      <main className="editor">
        <GraphiQL
          defaultTabs={examples}
          defaultEditorToolsVisibility="variables"
          // An answer is what the server wrote; the type would have it be graphql-js's own objects.
          fetcher={fetcher as Fetcher}
          onTabChange={follow}
          plugins={plugins}
          showPersistHeadersSettings={false}
          storage={storage}
        >
          <GraphiQL.Logo> </GraphiQL.Logo>
          <Bridge />
        </GraphiQL>
      </main>
      <Live />
    </div>
  );
}
