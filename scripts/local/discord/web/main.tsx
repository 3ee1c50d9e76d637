import { render } from 'hono/jsx/dom';
import { App } from './components/app.tsx';
import { start } from './state/session.ts';

const root = document.getElementById('app');
if (root) {
  // The page is drawn once there is something to draw: the markup of the page says so until then.
  void start().then(() => {
    render(<App />, root);
    performance.mark('painted');
  });
}
