import '@graphiql/plugin-explorer/style.css';
import 'graphiql/style.css';
import './page.css';
import './workers.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Page } from './Page.tsx';

const place = document.getElementById('page');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
