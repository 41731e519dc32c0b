import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';

/** Renders `views/<view>.eta`. Every `<%= … %>` is escaped. */
export type Render = (
  view: 'sign-in' | 'sign-out' | 'signed-out' | 'refused',
  data: Record<string, unknown>,
) => string;

export function createRenderer(): Render {
  const views = fileURLToPath(new URL('views', import.meta.url));
  const eta = new Eta({ views, cache: true, autoEscape: true });
  return (view, data) => eta.render(view, data);
}
