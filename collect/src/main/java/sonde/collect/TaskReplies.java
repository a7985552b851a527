package sonde.collect;

/** The replies that one collector may see: the answers to what it declared. */
record TaskReplies<F extends Facts>(Task<F> task, F facts, Answers answers, Session session)
    implements Replies<F> {
  @Override
  public <T> T get(Request<T> request) throws FailedException {
    if (!asked(request)) {
      throw new IllegalStateException(
          "collector " + task.spec().name() + " did not declare " + request.name());
    }
    return answers.get(request);
  }

  @Override
  public boolean asked(Request<?> request) {
    return task.requests().contains(request);
  }

  @Override
  public <T> T ask(Request<T> request) throws FailedException {
    return session.ask(request);
  }
}
