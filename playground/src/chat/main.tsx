import './chat.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Driver } from '../spark/index.ts';
import { App } from './App.tsx';
import { SparkContext } from './spark.ts';
import './windows.css';

/** Of a page that came over plain HTTP from another machine, a browser keeps `randomUUID` back. */
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const driver = new Driver({ url: `${location.origin}/graphql`, storage: () => localStorage, locks: navigator.locks, newId });
driver.listenTo(window);
driver.start();

const place = document.getElementById('page');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <SparkContext value={driver}>
        <App />
      </SparkContext>
    </StrictMode>,
  );
}
