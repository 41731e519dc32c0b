import { Router } from 'express';
import type { Request, Response } from 'express';
import { isReference } from '#contract/index.ts';
import { maxReadableBytes } from '#activities/reading/document-reader.ts';
import { actorOf, applicationOf, documentOf } from '../http/request.ts';
import { keepSessionAlive } from '../sign-in/session.ts';
import { sendDocument } from './send-document.ts';
import { PortalError } from '../http/errors.ts';
import type { Respond } from '../http/respond.ts';
import { uploadTypes } from '#lending/index.ts';
import type { Applications, LoanVault, UploadType } from '#lending/index.ts';
import { maxDocuments, takesDocuments } from './receive-upload.ts';
import type { ReceiveUpload } from './receive-upload.ts';
import { createDownloadLimits, keepPace } from './transfer-limits.ts';
import { maskDetails, shownParts } from '../apply/masking.ts';
import { documentView } from '../apply/application-view.ts';

export function createDocumentRoutes(deps: {
  respond: Respond;
  vault: LoanVault;
  applications: Applications;
  receiveUpload: ReceiveUpload;
  maxDocumentBytes: number;
}): Router {
  const { respond, vault, applications, receiveUpload, maxDocumentBytes } = deps;
  const routes = Router();
  const limited = createDownloadLimits();

  routes.get('/applications/:ref/documents', async (req, res) => {
    const actor = actorOf(res);
    const application = await applications.get(actor, applicationOf(req));
    if (!takesDocuments(application)) return res.redirect(303, `/applications/${application.ref}`);
    const { ref, status } = application;
    const session = vault.as(actor);
    const documents = (await session.listDocuments(ref)).map(documentView);
    // What was understood, before it is submitted: a form takes more spellings than one.
    const found = await session.findParts(ref, ...shownParts);
    const data = {
      ref,
      status,
      details: found && maskDetails(found),
      documents,
      limits: { maxDocuments, maxDocumentBytes, maxReadableBytes },
    };
    respond.page(req, res, {
      view: 'documents',
      title: 'Your documents',
      data,
      form: { uploadTypes, unread: req.query.unread },
    });
  });

  routes.post('/applications/:ref/documents/:type', async (req, res) => {
    const to = { actor: actorOf(res), application: applicationOf(req), type: uploadTypeOf(req) };
    const uploaded = await keepSessionAlive(req, () => receiveUpload(req, to));
    const unread = uploaded.unreadable ? `?unread=${uploaded.ref}` : '';
    const location = `/applications/${to.application}/documents${unread}`;
    respond.done(req, res, { location, status: 201, data: uploaded });
  });

  routes.post('/applications/:ref/documents/:doc/remove', async (req, res) => {
    const application = applicationOf(req);
    const ref = documentOf(req);
    if (!isReference(ref, 'doc')) throw new PortalError('NOT_FOUND');
    await applications.get(actorOf(res), application);
    const session = vault.as(actorOf(res));
    // A document that is missing was removed before; another application's is left alone.
    const isThere = (await session.listDocuments(application)).some(
      (document) => document.ref === ref,
    );
    if (isThere) await session.removeDocument(ref);
    respond.done(req, res, { location: `/applications/${application}/documents`, data: { ref } });
  });

  routes.get('/applications/:ref/documents/:doc', async (req, res) => {
    await download(req, res, async () => {
      const document = await vault.as(actorOf(res)).getDocument(documentOf(req));
      if (document.subject !== applicationOf(req)) {
        document.content.destroy();
        throw new PortalError('NOT_FOUND');
      }
      await sendDocument(res, document);
    });
  });

  routes.get('/applications/:ref/letter', async (req, res) => {
    await download(req, res, async () => {
      const session = vault.as(actorOf(res));
      const documents = await session.listDocuments(applicationOf(req));
      const letter = documents.findLast(({ type }) => type === 'decision-letter');
      if (!letter) throw new PortalError('NOT_FOUND');
      await sendDocument(res, await session.getDocument(letter.ref));
    });
  });

  /** Bounded: each holds a connection to S3 for as long as its reader takes. */
  function download(req: Request, res: Response, send: () => Promise<void>): Promise<void> {
    return limited(actorOf(res).id, () => {
      const endWatch = keepPace({ req, res }, 'out');
      return send().finally(endWatch);
    });
  }

  return routes;
}

function uploadTypeOf(req: Request): UploadType {
  const type = uploadTypes.find((known) => known === req.params.type);
  if (!type) throw new PortalError('NOT_FOUND');
  return type;
}
