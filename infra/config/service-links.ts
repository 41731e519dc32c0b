/**
 * Kubernetes puts variables about each Service of a namespace into every container, in the form
 * that Docker's links once had: a Service `harbor-portal` makes `HARBOR_PORTAL_SERVICE_HOST`,
 * `HARBOR_PORTAL_PORT=tcp://10.0.0.7:3000` and more. They are not settings, and the one that looks
 * like a setting is not a port. https://kubernetes.io/docs/concepts/services-networking/service/
 */
const host = '_SERVICE_HOST';
const rest = /^_(SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;
const link = /^(tcp|udp|sctp):\/\//;

/** The environment without the variables of Services. A variable that was set by hand is kept. */
export function withoutServiceLinks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const services = Object.keys(env)
    .filter((name) => name.endsWith(host))
    .map((name) => name.slice(0, -host.length));

  function isOfService(name: string, value = ''): boolean {
    const service = services.find((each) => name.startsWith(`${each}_`));
    if (service === undefined) return false;
    const part = name.slice(service.length);
    // `HARBOR_PORTAL_PORT` is a setting as well; Kubernetes gives it a value that no setting has.
    return part === host || (part === '_PORT' ? link.test(value) : rest.test(part));
  }
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => !isOfService(name, value)),
  );
}
