import { commands } from './bindings'
import { guard } from './call'

/** 审批 and 档案到期. */
export const approvals = {
  list: guard(commands.approvals),
  ask: guard(commands.askApproval),
  approve: guard(commands.approve),
  refuse: guard(commands.refuseApproval),
  withdraw: guard(commands.withdrawApproval),
  retention: guard(commands.retention),
  propose: guard(commands.proposeDestruction),
  proposalList: guard(commands.proposalList),
  destructionList: guard(commands.destructionList),
}
