"""What the workers and the operator send."""

_REFUSED = "... on WorkflowError { code message }"
_DONE = f"... on WorkflowSuccess {{ replayed workflow {{ id version cursor }} event {{ sequence }} }} {_REFUSED}"

CURSOR = "{ cursor }"
START = f"mutation ($input: StartWorkflowInput!) {{ startWorkflow(input: $input) {{ {_DONE} }} }}"
CLAIM = f"""mutation ($input: ClaimWorkInput!) {{ claimWork(input: $input) {{
  ... on ClaimWorkSuccess {{ claim {{ token }} assignment {{ phase context }} }} {_DONE}
}} }}"""
HEARTBEAT = f"""mutation ($input: HeartbeatInput!) {{ heartbeat(input: $input) {{
  ... on HeartbeatSuccess {{ signal }} {_REFUSED}
}} }}"""
FINISH = f"mutation ($input: AdvanceWorkflowInput!) {{ advanceWorkflow(input: $input) {{ {_DONE} }} }}"
SEND_BACK = f"mutation ($input: RequestRetryInput!) {{ requestRetry(input: $input) {{ {_DONE} }} }}"
RELEASE = f"mutation ($input: ReleaseClaimInput!) {{ releaseClaim(input: $input) {{ {_DONE} }} }}"
RESUME = f"mutation ($input: ResumeWorkflowInput!) {{ resumeWorkflow(input: $input) {{ {_DONE} }} }}"

HANDOFFS = """subscription ($role: Role!, $after: String!) {
  handoffs(toRole: $role, after: $after) { cursor }
}"""
OF_WORKFLOW = """subscription ($id: ID!, $after: String!) {
  workflowEvents(workflowId: $id, after: $after) { kind data }
}"""
ALL = """subscription ($after: String!) {
  workflowEvents(after: $after) { cursor sequence kind workflowId }
}"""
