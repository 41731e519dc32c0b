import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Endpoints } from '#infra/local/endpoints.ts';

const { History } = proto.temporal.api.history.v1;

/** The length of a workflow's history as Temporal stores it. */
export async function historyBytes(
  { address, namespace }: Endpoints['temporal'],
  workflowId: string,
): Promise<number> {
  const connection = await Connection.connect({ address });
  try {
    const request = { namespace, execution: { workflowId } };
    const { history } = await connection.workflowService.getWorkflowExecutionHistory(request);
    return History.encode(history ?? {}).finish().length;
  } finally {
    await connection.close();
  }
}
