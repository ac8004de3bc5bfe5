"""From a notice (通知) in words to a decomposition sheet that `xltrack report` reads."""
