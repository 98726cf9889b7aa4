StreamScorerTool.runAndExit()
