import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

function Chat() {
  return (
    <main>
      <h1>Spark</h1>
      <p>
        <a href="/graphiql">GraphiQL</a> shows the whole API, live.
      </p>
    </main>
  );
}

const place = document.getElementById('page');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <Chat />
    </StrictMode>,
  );
}
