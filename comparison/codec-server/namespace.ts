import type { RequestHandler } from 'express';
import type { Operator } from './authentication.ts';
import { CodecServerError } from './errors.ts';

/**
 * Which namespace is asked for, left in `res.locals.namespace`: the header `X-Namespace`, which the UI and the CLI
 * always send, or the path's, for an endpoint that is configured as `https://…/{namespace}`.
 * What is asked for is only a claim: each payload is bound to its namespace by its encryption.
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
