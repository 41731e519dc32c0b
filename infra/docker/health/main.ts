/**
 * The health check of our own containers: exits with 0 if the URL given as argument answers with
 * 2xx.
 */
const isHealthy = await fetch(process.argv[2] ?? '').then(
  ({ ok }) => ok,
  () => false,
);
process.exit(isHealthy ? 0 : 1);
