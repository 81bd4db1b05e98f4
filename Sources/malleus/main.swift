print("malleus")
