print("stream-scorer")
