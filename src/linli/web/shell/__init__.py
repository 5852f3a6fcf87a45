"""What every front shares: tokens, base page, components, language, elder mode, sign-in, errors."""
