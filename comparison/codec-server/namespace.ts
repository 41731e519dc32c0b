import type { RequestHandler } from 'express';
import type { Operator } from './authentication.ts';
import { CodecServerError } from './errors.ts';

/**
 * Sets `res.locals.namespace` to the namespace that the caller names: in the header `X-Namespace`,
 * which the UI and the CLI always send, or in the path, for an endpoint that is configured as
 * `https://…/{namespace}`. It is only a claim: encryption binds each payload to its namespace.
 * @throws CodecServerError `NAMESPACE_MISSING`, `NAMESPACE_CONTRADICTORY`, `NAMESPACE_REFUSED`
 */
export const allowNamespace: RequestHandler = (req, res, next) => {
  const { namespaces } = res.locals.operator as Operator;
  const [inHeader, inPath] = [req.get('x-namespace'), req.params.namespace];
  const namespace = inPath ?? inHeader;
  if (!namespace) throw new CodecServerError('NAMESPACE_MISSING');
  if (inHeader && inHeader !== namespace) throw new CodecServerError('NAMESPACE_CONTRADICTORY');
  if (!namespaces.includes(String(namespace))) throw new CodecServerError('NAMESPACE_REFUSED');
  res.locals.namespace = namespace;
  next();
};
